// Loaded when somebody looks for an emoji, never with a page: the list alone is a third of all scripts of the first one.
import list from './emoji.txt?raw';

/** `names` are its short names, without colons. */
export type Emoji = { emoji: string; label: string; names: string[]; words: string[] };
export type EmojiGroup = { name: string; emoji: Emoji[] };

function read(line: string): Emoji {
	const [emoji = '', label = '', names = '', words = ''] = line.split('\t');
	return { emoji, label, names: names.split(' '), words: [...label.split(' '), ...words.split(' ')] };
}

/** Everything there is, in the order of emoji keyboards. */
export const emojiGroups: EmojiGroup[] = list
	.split(/^# /m)
	.slice(1)
	.map((part) => {
		const [name = '', ...lines] = part.trimEnd().split('\n');
		return { name, emoji: lines.map(read) };
	});

const everyEmoji = emojiGroups.flatMap(({ emoji }) => emoji);
const byName = new Map(everyEmoji.flatMap((one) => one.names.map((name) => [name, one])));
const byEmoji = new Map(everyEmoji.map((one) => [one.emoji, one]));

/** The one that `:name:` stands for. */
export const emojiNamed = (name: string): Emoji | undefined => byName.get(name.toLowerCase());
/** What is known of an emoji. */
export const emojiLike = (emoji: string): Emoji | undefined => byEmoji.get(emoji);

/** What is sent most, as Unicode counts it: of several that fit as well, these are meant. */
const common = new Set(
	`😂 ❤️ 🤣 👍 😭 🙏 😘 🥰 😍 😊 🎉 😁 💕 🥺 😅 🔥 ☺️ 🤦 ♥️ 🤷 🙄 😆 🤗 😉 🎂 🤔 👏 🙂 😳 🥳 😎 👌 💜 😔 💪 ✨ 💖 👀 😋 😏 😢 👉 💗 😩 💯 🌹 💞 🎈 💙 😃 😡
	💐 😜 🙈 🤞 😄 🤤 🙌 🤪 ❣️ 😀 💋 💀 👇 💔 😌 💓 🤩 🙃 😬 😱 😴 🤭 😐 🌞 😒 😇 🌸 😈 🎶 ✌️ 🎊 🥵 😞 💚 ☀️ 🖤 💰 😚 👑 🎁 💥 🙋 ☹️ 😑 👋 💩 ✅ 🚀`.split(
		/\s+/
	)
);
/** The same as a list. */
export const popularEmoji = [...common].flatMap((emoji) => emojiLike(emoji) ?? []);

/** How well an emoji fits what was typed; the less the better, undefined when it does not. */
function distance({ emoji, names, words }: Emoji, asked: string): number | undefined {
	if (names.includes(asked)) return 0;
	const begins = names.filter((name) => name.startsWith(asked)).map(({ length }) => length);
	const rare = common.has(emoji) ? 0 : 50;
	// A name that is nearly typed out comes before those with much more to come.
	if (begins.length > 0) return rare + Math.min(...begins);
	if (names.some((name) => name.includes(`_${asked}`))) return rare + 100;
	return words.some((word) => word.startsWith(asked)) ? rare + 200 : undefined;
}

/** At most `limit` emoji for what was typed, the best first. */
export function findEmoji(words: string, limit: number): Emoji[] {
	const asked = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
	if (asked.length === 0) return [];
	return everyEmoji
		.map((one) => ({ one, far: asked.map((word) => distance(one, word)) }))
		.filter(({ far }) => far.every((one) => one !== undefined))
		.map(({ one, far }) => ({ one, far: far.reduce((sum: number, one) => sum + (one ?? 0), 0) }))
		.sort((a, b) => a.far - b.far)
		.slice(0, limit)
		.map(({ one }) => one);
}
