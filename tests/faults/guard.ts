import { spawn } from 'node:child_process';

/** Kills process `pid` and removes `folder` when this process is gone, however it went. Answers how to call that off. */
export function guard(pid: number, folder: string): () => void {
	// The shell waits for its input to end, which it does with us.
	const script = 'trap "" INT HUP TERM; cat > /dev/null; kill -9 "$1"; sleep 0.2; rm -rf "$2"';
	const child = spawn('/bin/sh', ['-c', script, 'sh', String(pid), folder], { stdio: ['pipe', 'ignore', 'ignore'] });
	child.unref();
	return () => void child.kill('SIGKILL');
}
