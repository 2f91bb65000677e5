// @ts-check
// Loaded into Vite, which would not notice by itself that `npm run dev` was killed.
process.once('disconnect', () => process.exit());
