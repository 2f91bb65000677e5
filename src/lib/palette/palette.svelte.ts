import type { Found } from '../search/found';
import { filters, groupsFor, read, type Filter, type Known, type Option } from './options';
import { targetsFor, type Targets } from './target';

/** A person who types on is not asked about, in milliseconds; messages take longer to look through. */
const PAUSE = 120;
const MESSAGES_PAUSE = 300;
/** Shorter words are in too many messages. */
const SHORTEST = 2;

type Setting = Pick<Known, 'servers' | 'actions' | 'recent' | 'here'> & {
	/** The newest messages with these words. */
	findMessages: (words: string) => Promise<Found[]>;
};

/** What is typed in the palette, what it may mean, and which line Enter would take. */
export class Palette {
	typed = $state('');
	#chosen = $state<Filter>('all');
	#near = $state.raw<Targets>({ channels: [], people: [] });
	#fit = $state.raw<Targets>({ channels: [], people: [] });
	#messages = $state.raw<Found[]>([]);
	/** The line that was moved to; without one it is the first. */
	#moved = $state('');
	/** What the server has been asked and not answered yet. */
	asking: Promise<unknown> = Promise.resolve();

	readonly #read = $derived(read(this.typed));
	readonly words = $derived(this.#read.words);
	readonly filter: Filter = $derived(this.#read.sign ?? this.#chosen);
	readonly groups = $derived(groupsFor(this.words, this.filter, this.#known()));
	readonly options = $derived(this.groups.flatMap(({ options }) => options));
	readonly active: Option | undefined = $derived(
		this.options.find(({ key }) => key === this.#moved) ?? this.options[0]
	);

	constructor(private readonly setting: () => Setting) {}

	#known(): Known {
		const { servers, actions, recent, here } = this.setting();
		return {
			...{ servers, actions, recent, here, messages: this.#messages },
			channels: [...this.#near.channels, ...newOf(this.#fit.channels, this.#near.channels)],
			people: [...this.#near.people, ...newOf(this.#fit.people, this.#near.people)]
		};
	}

	/** Asks for what is nearest; the palette can be typed into meanwhile. */
	begin(): () => void {
		const asking = new AbortController();
		this.asking = targetsFor('', asking.signal).then(
			(near) => (this.#near = near),
			() => undefined
		);
		return () => asking.abort();
	}

	/** Asks what the server knows of the words; called anew whenever they change. */
	ask(): (() => void) | undefined {
		const { words, filter } = this;
		this.#moved = '';
		this.#messages = [];
		if (!words || filter === 'actions') return;
		const asking = new AbortController();
		const people = filter !== 'messages' && wait(PAUSE, asking.signal).then(() => targetsFor(words, asking.signal));
		const isForMessages = filter === 'messages' || (filter === 'all' && words.length >= SHORTEST);
		const messages =
			isForMessages && wait(MESSAGES_PAUSE, asking.signal).then(() => this.setting().findMessages(words));
		const isCurrent = () => !asking.signal.aborted;
		this.asking = Promise.allSettled([Promise.resolve(people).then((fit) => isCurrent() && fit && (this.#fit = fit))]);
		void Promise.resolve(messages).then(
			(found) => isCurrent() && found && (this.#messages = found),
			() => undefined
		);
		return () => asking.abort();
	}

	move(step: 1 | -1): void {
		const at = this.active ? this.options.indexOf(this.active) : -1;
		this.#moved = this.options.at((at + step) % this.options.length)?.key ?? '';
	}

	point({ key }: Option): void {
		this.#moved = key;
	}

	/** Looks for one kind only; a sign that said another one goes. */
	choose(filter: Filter): void {
		if (this.#read.sign) this.typed = this.words;
		this.#chosen = filter;
	}

	cycle(step: 1 | -1): void {
		this.choose(filters.at((filters.indexOf(this.filter) + step) % filters.length)!);
	}
}

const newOf = <T extends { id: string }>(fit: T[], known: T[]) =>
	fit.filter(({ id }) => !known.some((one) => one.id === id));

const wait = (ms: number, signal: AbortSignal) =>
	new Promise<void>((resolve) => {
		const timer = setTimeout(resolve, ms);
		signal.addEventListener('abort', () => clearTimeout(timer));
	});
