import { isAbandoned } from '../uploads/tray.svelte';
import type { Outgoing } from './outgoing';

/** A message whose page was closed over its uploads, without what was lost, and saying so; null while another window has it. */
export async function whatIsLeft(item: Outgoing): Promise<Outgoing | null> {
	if (!(await isAbandoned(item.nonce))) return null;
	const lost = (item.files ?? []).filter(({ arrived }) => !arrived).map(({ name }) => name);
	const problem = `${lost.join(', ')} ${lost.length === 1 ? 'was' : 'were'} not uploaded before the page closed.`;
	return { ...item, files: item.files?.filter(({ arrived }) => arrived), state: 'failed', problem };
}
