/** Fills an empty installation with a lively demo server. */
export async function seed(): Promise<string> {
	return 'nothing yet';
}
