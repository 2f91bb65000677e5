const browsers: [RegExp, string][] = [
	[/\bEdgA?\/|\bEdgiOS\//, 'Edge'],
	[/\bOPR\/|\bOPT\//, 'Opera'],
	[/\bVivaldi\//, 'Vivaldi'],
	[/\bSamsungBrowser\//, 'Samsung Internet'],
	[/\bFirefox\/|\bFxiOS\//, 'Firefox'],
	[/\bHeadlessChrome\/|\bChrome\/|\bCriOS\//, 'Chrome'],
	[/\bSafari\//, 'Safari']
];

const systems: [RegExp, string][] = [
	[/\bWindows\b/, 'Windows'],
	[/\biPhone\b|\biPod\b/, 'iPhone'],
	[/\biPad\b/, 'iPad'],
	[/\bAndroid\b/, 'Android'],
	[/\bCrOS\b/, 'ChromeOS'],
	[/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
	[/\bLinux\b/, 'Linux']
];

const named = (kinds: [RegExp, string][], text: string) => kinds.find(([sign]) => sign.test(text))?.[1];

/** What a browser says it is, in words its owner knows: "Firefox on Windows". What it says may be anything. */
export function deviceOf(userAgent: string | null): { name: string; isPhone: boolean } {
	const text = (userAgent ?? '').slice(0, 500);
	const [browser, system] = [named(browsers, text), named(systems, text)];
	return {
		name: browser && system ? `${browser} on ${system}` : (browser ?? system ?? 'Unknown browser'),
		isPhone: system === 'iPhone' || system === 'iPad' || system === 'Android'
	};
}
