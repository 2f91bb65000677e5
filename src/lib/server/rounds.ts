type Waiting<Ask, Answer> = { ask: Ask; done: (answer: Answer) => void; failed: (error: unknown) => void };

/** Asks for so many at once at most. */
const MOST = 200;

/**
 * Answers in rounds: who asks about something while a question about it is under way waits, and the next question is asked for
 * all who wait. Whoever is alone is asked for at once; every answer was read after it was asked for.
 */
export function inRounds<Ask, Answer>(answerAll: (about: string, asks: Ask[]) => Promise<Answer[]>) {
	const rounds = new Map<string, Waiting<Ask, Answer>[]>();

	async function answerRound(about: string, round: Waiting<Ask, Answer>[]): Promise<void> {
		try {
			const asks = round.map(({ ask }) => ask);
			const answers = await answerAll(about, asks);
			for (const [index, { done }] of round.entries()) done(answers[index]!);
		} catch (error) {
			for (const { failed } of round) failed(error);
		}
	}

	async function goOn(about: string, waiting: Waiting<Ask, Answer>[]): Promise<void> {
		rounds.set(about, waiting);
		while (waiting.length > 0) await answerRound(about, waiting.splice(0, MOST));
		rounds.delete(about);
	}

	return (about: string, ask: Ask): Promise<Answer> =>
		new Promise((done, failed) => {
			const waiting = rounds.get(about);
			if (waiting) waiting.push({ ask, done, failed });
			else void goOn(about, [{ ask, done, failed }]);
		});
}
