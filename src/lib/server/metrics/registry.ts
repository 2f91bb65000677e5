import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { callSizes } from '../calls/occupancy';
import { counts } from '../counts';
import { openSockets } from '../realtime/socket';
import { peopleOnline } from '../realtime/presence';
import { waitingChannels } from '../search/indexing';
import { requests } from './requests';

/** In seconds. A page takes milliseconds; whoever waits longer than the last one has gone. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const gauges: [name: string, help: string, read: () => number][] = [
	['sockets', 'Open sockets.', openSockets],
	['people_online', 'People who are seen as here.', peopleOnline],
	['calls', 'Calls with somebody inside.', () => callSizes().length],
	['people_in_calls', 'Devices inside calls.', () => callSizes().reduce((sum, size) => sum + size, 0)],
	['search_waiting_channels', 'Channels with changes that cannot be found yet.', waitingChannels]
];

const counters: [name: string, help: string, read: () => number][] = [
	['messages_posted_total', 'Lines that were written.', () => counts.posted],
	['deliveries_total', 'Frames that were handed to a socket.', () => counts.delivered],
	['database_connections_total', 'Connections to the database that were taken.', () => counts.connections],
	['database_wait_seconds_total', 'Seconds waited for a connection to the database.', () => counts.waited],
	['database_timeouts_total', 'Connections to the database that were waited for in vain.', () => counts.timeouts],
	['uploads_total', 'Files whose bytes all came.', () => counts.uploads],
	['uploaded_bytes_total', 'Bytes of those files.', () => counts.uploadedBytes]
];

/** All figures of this process. They are read when somebody asks; only requests are measured as they come. */
export function makeRegistry(): Registry {
	const register = new Registry();
	const registers = [register];
	collectDefaultMetrics({ register });
	for (const [name, help, read] of gauges)
		new Gauge({
			name: `chatsphere_${name}`,
			help,
			registers,
			collect() {
				this.set(read());
			}
		});
	for (const [name, help, read] of counters)
		new Counter({
			name: `chatsphere_${name}`,
			help,
			registers,
			collect() {
				this.reset();
				this.inc(read());
			}
		});
	const duration = new Histogram({
		name: 'chatsphere_http_request_duration_seconds',
		help: 'How long requests took, by route and status.',
		labelNames: ['route', 'status'] as const,
		buckets: BUCKETS,
		registers
	});
	requests.watch = (route, status, seconds) => duration.observe({ route, status }, seconds);
	return register;
}
