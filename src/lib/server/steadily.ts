/** The least time an answer about an account takes, in milliseconds: longer than any of its ways, so none can be told apart. */
const STEADY = 300;

/** Answers no sooner than `least` milliseconds after it was asked. */
export async function steadily<T>(work: () => Promise<T>, least = STEADY): Promise<T> {
	const enough = new Promise((resolve) => setTimeout(resolve, least));
	try {
		return await work();
	} finally {
		await enough;
	}
}
