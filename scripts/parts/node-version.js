// @ts-check
// Imported first by every script, so that an old Node says what is missing instead of stumbling over newer syntax.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
	console.error(
		`Chatsphere needs Node.js 20.19 or newer, and this is ${process.versions.node}. See https://nodejs.org.`
	);
	process.exit(1);
}
