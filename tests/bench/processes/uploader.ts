// The browsers that send files: beside a person's own words they are somebody else's machine, so they give way to everybody.
import { request } from 'node:http';
import { constants, setPriority } from 'node:os';
import { answer } from '../parts/other';

setPriority(constants.priority.PRIORITY_LOW);

const head = Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="film.bin"\r\n\r\n');
const foot = Buffer.from('\r\n--b--\r\n');
let form = Buffer.alloc(0);

function send(url: string): Promise<number> {
	return new Promise((resolve, reject) => {
		const headers = {
			...{ origin: new URL(url).origin, range: 'bytes=0-' },
			...{ 'content-type': 'multipart/form-data; boundary=b', 'content-length': form.length }
		};
		const sending = request(url, { method: 'PUT', headers, agent: false }, (response) => {
			response.resume().on('end', () => resolve(response.statusCode ?? 0));
		});
		sending.on('error', reject).end(form);
	});
}

const questions = {
	/** Sends a file of so many bytes to each of these addresses, all at once; answers with which statuses. */
	upload(urls: string[], size: number): Promise<number[]> {
		if (form.length === 0) form = Buffer.concat([head, Buffer.alloc(size, 'film'), foot]);
		return Promise.all(urls.map(send));
	}
};
export type UploaderProcess = typeof questions;
answer(questions);
