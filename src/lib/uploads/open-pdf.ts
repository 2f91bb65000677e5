/**
 * Shows a PDF in a window of its own. The server hands files out for saving only; here the browser's reader gets the bytes,
 * and whatever is no PDF is saved like everything else.
 */
export async function openPdf(address: string, name: string, tab: Window | null): Promise<void> {
	const save = () => {
		tab?.close();
		location.assign(`${address}?download`);
	};
	const answer = await fetch(address).catch(() => null);
	const bytes = answer?.ok ? await answer.blob().catch(() => null) : null;
	if (!bytes || !tab || (await bytes.slice(0, 5).text()) !== '%PDF-') return save();
	// Its type is said here and not by who sent it: nothing else than the reader of PDFs can take it.
	const url = URL.createObjectURL(new File([bytes], name, { type: 'application/pdf' }));
	tab.location.replace(url);
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
