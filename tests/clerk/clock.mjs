// Loaded into the server by a test: with each signal its clock is eleven minutes later, longer than a login counts as proved.
const now = Date.now;
let ahead = 0;
process.on('SIGUSR2', () => (ahead += 11 * 60_000));
Date.now = () => now() + ahead;
