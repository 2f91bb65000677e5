/** Whether a form was posted by a page without our scripts, which wants a page back and not data. */
export function wantsPage(request: Request): boolean {
	return request.headers.get('accept')?.includes('text/html') ?? false;
}
