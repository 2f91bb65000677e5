/** An id as the database makes them: at most 19 digits, so it always fits its column. */
export function match(value: string): boolean {
	return /^[1-9]\d{0,18}$/.test(value);
}
