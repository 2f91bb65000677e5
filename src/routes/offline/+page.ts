// Kept by the service worker, and shown where nothing else can be loaded.
export const csr = false;
