import { config } from './config';
import { log } from './log';

/** Nobody waits for a mail server longer than this, in milliseconds. */
const PATIENCE = 20_000;

/** Whether this installation can write to people. */
export const canMail = (): boolean => config().mail !== null;

/** Sends a mail in plain words. Whoever asked for it is not told whether it went out: that would tell whether it is theirs. */
export async function sendMail(to: string, subject: string, text: string): Promise<void> {
	const { mail } = config();
	if (!mail) throw new Error('There is no mail server.');
	// Only installations that write load the library, with their first mail.
	const { createTransport } = await import('nodemailer');
	const times = { connectionTimeout: PATIENCE, greetingTimeout: PATIENCE, socketTimeout: PATIENCE };
	const transport = createTransport({ url: mail.url, ...times }, { from: mail.from });
	await transport
		.sendMail({ to: { name: '', address: to }, subject, text, disableFileAccess: true, disableUrlAccess: true })
		.catch((error: { code?: string; responseCode?: number }) =>
			// Its words carry the address.
			log().error({ code: error.code, response: error.responseCode }, 'a mail could not be sent')
		);
	transport.close();
}
