/** Puts text in the place of what stands from `from` to the cursor, as if it were typed: it can be undone by the usual keys. */
export function replace(field: HTMLTextAreaElement, from: number, text: string): void {
	const { selectionEnd } = field;
	field.focus();
	field.setSelectionRange(from, selectionEnd);
	// Called old, and still the only way that keeps what can be undone.
	if (document.execCommand('insertText', false, text)) return;
	field.setRangeText(text, from, selectionEnd, 'end');
	field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }));
}

/** Puts text where the cursor is, or was last. */
export function insert(field: HTMLTextAreaElement, text: string): void {
	replace(field, field.selectionStart, text);
}

/** By hand, a letter at a time: words that come at once ask for nothing, and whoever presses Enter then wants to send them. */
export function isTyped(event: Event): boolean {
	if (!(event instanceof InputEvent)) return false;
	const { inputType, data } = event;
	if (inputType === 'insertText') return [...(data ?? '')].length === 1;
	return inputType === 'insertCompositionText' || inputType.startsWith('delete');
}
