/** Which of the eight person hues belongs to an id; the same id always gets the same one. */
export function hueOf(id: string): number {
	// FNV-1a: ids of people who arrive one after another still land far apart.
	let hash = 0x811c9dc5;
	for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
	return (((hash ^ (hash >>> 15)) >>> 0) % 8) + 1;
}
