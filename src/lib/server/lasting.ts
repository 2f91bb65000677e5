const shelf = ((globalThis as { chatsphereLasting?: Map<string, unknown> }).chatsphereLasting ??= new Map());

/** Made once per process, and kept when a hot reload loads the module that asked for it anew. */
export function lasting<T>(name: string, make: () => T): T {
	if (!shelf.has(name)) shelf.set(name, make());
	return shelf.get(name) as T;
}
