// Loaded into the server by a test, to throw where nothing catches.
process.on('SIGUSR2', () => void Promise.reject(new Error('planted by a test')));
