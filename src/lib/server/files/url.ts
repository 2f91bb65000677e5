/** Where a stored file is served from; null for none. */
export function fileUrl(key: string | null): string | null {
	return key && `/files/${key}`;
}
