// What the page for being offline does: counts what waits, tries again by itself, and goes back to the page that was asked for.
const WAITS = [4, 8, 15, 30];
const next = document.getElementById('next');

const theme = /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1];
if (theme) document.documentElement.classList.add(theme);

try {
	const count = Object.keys(localStorage).filter((name) => name.startsWith('outbox ')).length;
	const words = `${count} ${count === 1 ? 'message' : 'messages'} waiting to send`;
	if (count > 0) document.getElementById('waiting').textContent = words;
} catch {
	// Some browsers keep nothing, so nothing waits.
}

function back() {
	if (location.pathname === '/offline') location.replace('/');
	else location.reload();
}

let isTrying = false;
async function tryNow() {
	if (isTrying) return;
	isTrying = true;
	const answer = await fetch('/healthz', { cache: 'no-store' }).catch(() => null);
	isTrying = false;
	if (answer?.ok) back();
}

let tries = 0;
let left = WAITS[0];
function tick() {
	if (left === 0) {
		void tryNow();
		tries += 1;
		left = WAITS[Math.min(tries, WAITS.length - 1)];
	}
	next.textContent = `Next try in ${left} ${left === 1 ? 'second' : 'seconds'}`;
	next.removeAttribute('role'); // said once, not each second
	left -= 1;
}

tick();
setInterval(tick, 1000);
addEventListener('online', () => void tryNow());
document.getElementById('try').addEventListener('click', (event) => {
	event.preventDefault();
	void tryNow();
});
