/** Tells the server that an upload will not be sent. If it does not hear, the file goes within a day. */
export function takeBack(key: string): void {
	void fetch(`/files/${key}`, { method: 'DELETE', keepalive: true }).catch(() => undefined);
}
