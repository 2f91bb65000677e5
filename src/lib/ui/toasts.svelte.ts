/** A sentence at the edge of the screen, with one thing to do about it. */
export type Toast = { id: number; text: string; undo?: () => void; isUrgent?: boolean };

/** How long one is shown, in milliseconds; time enough to reach for its button. */
const SHOWN_FOR = 5000;

let last = 0;
export const toasts = $state<{ shown: Toast[] }>({ shown: [] });

/** Takes a sentence off the screen. */
export function untoast(id: number): void {
	toasts.shown = toasts.shown.filter((toast) => toast.id !== id);
}

/** Says something in passing. Only for browsers: call it from handlers and effects. */
export function toast(text: string, undo?: () => void): void {
	const id = ++last;
	toasts.shown = [...toasts.shown.slice(-2), { id, text, undo }];
	setTimeout(() => untoast(id), SHOWN_FOR);
}

/** Says something that must not be missed: at once to screen readers, and it stays until it is put away. */
export function announce(text: string): void {
	toasts.shown = [...toasts.shown.slice(-2), { id: ++last, text, isUrgent: true }];
}
