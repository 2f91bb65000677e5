const KB = 1024;
const MB = 1024 * KB;

/** At most one digit behind the point, and none that says nothing. */
const rounded = (number: number) => String(Math.round(number * 10) / 10);

/** How large a file is, in words. */
export function sizeWords(bytes: number): string {
	if (bytes < KB) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
	if (bytes < MB - KB / 2) return `${Math.round(bytes / KB)} KB`;
	return `${rounded(bytes / MB)} MB`;
}

/** How much of a file is there: "3.1 of 4.8 MB". */
export function partWords(part: number, bytes: number): string {
	const whole = sizeWords(bytes);
	const unit = whole.replace(/^\S+/, '');
	const one = { ' MB': MB, ' KB': KB }[unit] ?? 1;
	return `${one === MB ? rounded(part / MB) : Math.round(part / one)} of ${whole}`;
}

type Box = { width: number; height: number };

/** How large a picture is shown: upright ones get less width. Never larger than it is. */
export function shownSize({ width, height }: Box): Box {
	const most = height > width ? { width: 240, height: 320 } : { width: 400, height: 300 };
	const scale = Math.min(1, most.width / width, most.height / height);
	return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** What stands on the drawing of a file: the end of its name, if it is short enough to be one. */
export function endingOf(name: string): string {
	return /[^.]\.(\w{1,4})$/.exec(name)?.[1]?.toUpperCase() ?? '';
}
