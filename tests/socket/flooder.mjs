// @ts-check
// A process of its own that says as much as it can, over a new socket whenever the old one is ended.
import WebSocket from 'ws';

const [base = '', version, ...cookies] = process.argv.slice(2);
let said = 0;
let isOver = false;

/** @param {string} cookie */
function flood(cookie) {
	const socket = new WebSocket(`${base.replace('http', 'ws')}/realtime`, { headers: { cookie, origin: base } });
	const speak = () => {
		if (isOver || socket.readyState !== WebSocket.OPEN) return;
		for (let frame = 0; frame < 50; frame++) socket.send('{"type":"ping"}');
		if (said === 0) process.send?.('begun');
		said += 50;
		setImmediate(speak);
	};
	socket.on('open', () => {
		socket.send(JSON.stringify({ type: 'hello', version: Number(version) }));
		speak();
	});
	socket.on('error', () => undefined);
	socket.on('close', () => isOver || setTimeout(() => flood(cookie), 10));
}

for (const cookie of cookies) flood(cookie);
process.on('message', () => {
	isOver = true;
	process.send?.(said);
});
process.on('disconnect', () => process.exit());
