import { sql } from 'kysely';
import { hasPasswords, passwordLink } from './auth';
import { config } from './config';
import { db } from './db';
import { endLease } from './db/id';
import { endLane } from './db/lane';
import { isMigrated } from './db/migrate';
import { leaveCallsAlone } from './calls/occupancy';
import { stopLooking } from './calls/rooms';
import { closeAll, upgrade } from './realtime/socket';
import { endPainter } from './files/painting';
import { lasting } from './lasting';
import { log } from './log';
import { stopIndexing } from './search/indexing';
import { takeForm } from './uploads/form';
import { receive } from './uploads/ingest';
import { compareFiles, stopSweeping } from './uploads/sweep';
import { stopWriting } from './uploads/writing';

const state = lasting('door', () => ({ isClosing: false, isMigrated: false }));

/** Whether this process should be sent requests: it is not about to end, and its database answers and is migrated. */
export async function isReady(): Promise<boolean> {
	if (state.isClosing) return false;
	try {
		await sql`select 1`.execute(db);
		return (state.isMigrated ||= await isMigrated(db));
	} catch {
		return false;
	}
}

async function close(): Promise<void> {
	state.isClosing = true;
	stopWriting();
	stopLooking();
	leaveCallsAlone();
	await closeAll();
}

/** Lets go of the database; nothing can be asked of it afterwards. */
async function end(): Promise<void> {
	await Promise.all([stopIndexing(), stopSweeping()]);
	endPainter();
	await endLease();
	await endLane();
	await db.destroy();
}

/** What the app does by itself ends, before somebody works on its data alone. */
async function rest(): Promise<void> {
	stopLooking();
	await Promise.all([stopIndexing(), stopSweeping()]);
}

/** What plain Node may ask of the bundled app. */
export const door = {
	upgrade: (...args: Parameters<typeof upgrade>) => void upgrade(...args),
	/** Takes the bytes of files, which Kit would hold in memory. */
	receive,
	/** Takes the files out of a message form, for pages without scripts. */
	takeForm,
	/** Serves figures where the settings say so. */
	serveMetrics: async () => {
		if (config().metrics) await (await import('./metrics/serving')).serveMetrics();
	},
	/** Turns new work away and sends the sockets to come back later. */
	close,
	end,
	/** Writes down an error that nothing caught. */
	report: (error: unknown) => log().fatal({ err: error }, 'something broke that nothing caught'),
	/** Compares disk and database; resolves with what to tell the person. */
	checkFiles: async () => {
		const { files, rowsWithoutBytes, bytesWithoutRows } = await compareFiles();
		return [
			`${files} files on this disk`,
			`${rowsWithoutBytes.length} known to the database but not on the disk ${rowsWithoutBytes.slice(0, 20).join(' ')}`,
			`${bytesWithoutRows.length} on the disk but not known to the database ${bytesWithoutRows.slice(0, 20).join(' ')}`
		]
			.map((line) => line.trim())
			.join('\n');
	},
	/** Writes everything into one file; resolves with what to tell the person. */
	backup: async (file?: string) => {
		await rest();
		return (await import('./backup/backup')).backup(file);
	},
	/** Puts such a file back; resolves with what to tell the person. */
	restore: async (...words: string[]) => {
		await rest();
		return (await import('./backup/restore')).restore(...words);
	},
	/** A link by which somebody chooses a new password; resolves with what to tell whoever runs this. */
	passwordLink: async (handleOrEmail = '') => {
		if (!hasPasswords()) return 'Passwords are kept by the provider of accounts: a new one is chosen there.';
		const link = await passwordLink(handleOrEmail);
		return link
			? `Hand this on. It works once, for 30 minutes:\n${link}`
			: `Nobody here has the handle or address “${handleOrEmail}”. Say it like this: npm run password-link -- ada`;
	},
	/** Fills an empty installation with a lively demo server; resolves with what to tell the person. */
	seed: async () => (await import('./seed')).seed()
};
