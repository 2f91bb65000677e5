const TRIES = 3;

/** Two transactions wanted the same rows: the database gave one up, and nothing of it was written. */
function isCollision(error: unknown): boolean {
	const { code } = error as { code?: string };
	return code === 'ER_LOCK_DEADLOCK' || code === 'ER_LOCK_WAIT_TIMEOUT';
}

/** Runs a transaction again, at most three times in all, when it lost against another one. */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await work();
		} catch (error) {
			if (!isCollision(error) || tries === TRIES) throw error;
			// Not at the same moment as the other one.
			await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * tries));
		}
	}
}
