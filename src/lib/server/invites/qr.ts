import { encode } from 'uqr';

/** The quiet margin scanners ask for, in modules. */
const MARGIN = 4;

/** A drawing of `text` as a QR code, dark on light in every theme: that is how scanners expect it. */
export function qrCode(text: string): string {
	const { data, size } = encode(text, { ecc: 'M', border: MARGIN });
	// Each run of dark modules is one rectangle of the path.
	const runs = data.flatMap((row, y) => {
		const dark = row.map((isDark) => (isDark ? '#' : ' ')).join('');
		return [...dark.matchAll(/#+/g)].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`);
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${runs.join('')}"/></svg>`;
}
