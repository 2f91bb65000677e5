/** The value below which `share` of them lie. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = Float64Array.from(values).sort();
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (values: readonly number[]) => quantile(values, 0.5);

const short = (value: number) =>
	Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(3)).toString();

/** `median [min..max]`. */
function spread(values: readonly number[]): string {
	return `${short(median(values))} [${short(Math.min(...values))}..${short(Math.max(...values))}]`;
}

/** What was measured in each repetition, by mode and then by name. */
export class Figures {
	readonly #series = new Map<string, number[]>();

	add(mode: string, figures: Record<string, number>): void {
		for (const [name, value] of Object.entries(figures)) {
			const key = `${mode}: ${name}`;
			const known = this.#series.get(key);
			if (known) known.push(value);
			else this.#series.set(key, [value]);
		}
	}

	of(mode: string, name: string): number[] {
		return this.#series.get(`${mode}: ${name}`) ?? [];
	}

	/** One figure over another, repetition by repetition: both were taken next to each other. */
	ratios(name: string, mode: string, rival: string): number[] {
		const beside = this.of(rival, name);
		return this.of(mode, name).map((value, index) => value / beside[index]!);
	}

	print(title: string): void {
		console.log(`\n${title}`);
		for (const [name, values] of this.#series) console.log(`  ${name.padEnd(44)} ${spread(values)}`);
	}
}

/** Ratios that are worth knowing and no goal. */
export function printRatios(words: string, ratios: Record<string, readonly number[]>): void {
	for (const [name, values] of Object.entries(ratios))
		console.log(`  ${`${words} ${name}`.padEnd(44)} ${spread(values)}`);
}

type Goal = { words: string; reached: boolean };
const goals: Goal[] = [];

/** A goal that is reached when the median is at least (or at most) so much. */
export function goal(words: string, values: readonly number[], limit: { least: number } | { most: number }): void {
	const middle = median(values);
	const reached = 'least' in limit ? middle >= limit.least : middle <= limit.most;
	const wanted = 'least' in limit ? `at least ${limit.least}` : `at most ${limit.most}`;
	goals.push({ words: `${words}: ${spread(values)}, wanted ${wanted}`, reached });
}

/** Says which goals were reached; the exit code of the process tells it too. */
export function verdict(): void {
	console.log('');
	for (const { words, reached } of goals) console.log(`${reached ? 'PASS' : 'FAIL'}  ${words}`);
	process.exitCode = goals.every(({ reached }) => reached) ? 0 : 1;
}

/** `BENCH_QUICK=1` is for writing benchmarks: it shows that they run, its figures say nothing. */
const isQuick = process.env.BENCH_QUICK === '1';
export const sized = (real: number, quick: number) => (isQuick ? quick : real);
