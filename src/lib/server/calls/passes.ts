import { lasting } from '../lasting';
import { Standing, type Where, type Whose } from './standing';

/** LiveKit renews the token of whoever is connected, for ten minutes each time: so long, and a little more, one opens its room. */
const OPENS_FOR = 12 * 60_000;
/** Devices of one person in one call that are remembered. */
const DEVICES = 20;

const passes = lasting('call passes', () => new Map<string, Pass>());
const nameOf = (userId: string, channelId: string) => `${userId} ${channelId}`;

type Lost = (pass: Pass, isSignedOut: boolean) => void;

/** Somebody has held a token for the room of a channel's call, and may hold it still, inside or not. */
export class Pass extends Standing {
	readonly devices = new Set<string>();
	/** The room that the last token opens. */
	room = '';
	#until = 0;

	private constructor(
		whose: Whose,
		channel: Where,
		private readonly lost: Lost
	) {
		super(whose, channel);
	}

	static give(whose: Whose, channel: Where, device: string, lost: Lost): Pass {
		const name = nameOf(whose.viewer.id, channel.id);
		const known = passes.get(name);
		const pass = known?.whose.loginId === whose.loginId ? known : new Pass(whose, channel, lost);
		if (known && known !== pass) {
			for (const one of known.devices) pass.devices.add(one);
			known.stop();
		}
		passes.set(name, pass);
		pass.devices.add(device);
		for (const oldest of [...pass.devices].slice(0, -DEVICES)) pass.devices.delete(oldest);
		pass.renew();
		return pass;
	}

	/** The person came, or is there still: their token is renewed. */
	renew(): void {
		this.#until = Date.now() + OPENS_FOR;
	}

	get isOver(): boolean {
		return this.#until < Date.now();
	}

	protected lose(isSignedOut: boolean): void {
		forget(this);
		this.lost(this, isSignedOut);
	}
}

function forget(pass: Pass): void {
	const name = nameOf(pass.userId, pass.channel.id);
	pass.stop();
	if (passes.get(name) === pass) passes.delete(name);
}

export const passOf = (userId: string, channelId: string): Pass | undefined => passes.get(nameOf(userId, channelId));

/** Forgets passes whose tokens open nothing any more; `isInside` tells whose are renewed. */
export function clearPasses(isInside: (pass: Pass) => boolean): void {
	for (const pass of passes.values())
		if (isInside(pass)) pass.renew();
		else if (pass.isOver) forget(pass);
}
