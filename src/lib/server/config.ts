import { createPublicKey } from 'node:crypto';
import { z } from 'zod';

/** A reason not to start, in one sentence for whoever runs the server. */
export class CannotStart extends Error {
	override name = 'CannotStart';
}

// `FOO=` in a shell or a compose file means "not set".
const given = z.preprocess((value) => (value === '' ? undefined : value), z.string().optional());

const megabytes = (usual: number, most = 1024 * 1024) =>
	z.coerce
		.number()
		.int()
		.min(0)
		.max(most)
		.default(usual)
		.transform((given) => given * 1024 * 1024);

const uploadThingToken = z.object({
	apiKey: z.string().startsWith('sk_'),
	appId: z.string().min(1),
	regions: z.array(z.string()).min(1),
	ingestHost: z.string().optional()
});

function isUploadThingToken(token: string): boolean {
	try {
		return uploadThingToken.safeParse(JSON.parse(Buffer.from(token, 'base64').toString())).success;
	} catch {
		return false;
	}
}

/** The host of Clerk's Frontend API, which a publishable key names; undefined when it names none. */
function frontendApiOf(publishableKey: string): string | undefined {
	const [, encoded = ''] = /^pk_(?:live|test)_(.+)$/.exec(publishableKey) ?? [];
	return /^([\w.-]+(?::\d+)?)\$$/.exec(Buffer.from(encoded, 'base64').toString())?.[1];
}

/** A key as Clerk's dashboard shows it; environments that hold one line have `\n` for its line ends. */
const publicKey = z
	.string()
	.transform((pem) => pem.replaceAll('\\n', '\n'))
	.refine((pem) => {
		try {
			return createPublicKey(pem).asymmetricKeyType === 'rsa';
		} catch {
			return false;
		}
	}, 'must be the public key in PEM form, as the dashboard shows it');

const address = (example: string) =>
	z
		.url({ protocol: /^https?$/, error: `must be an address such as ${example}` })
		.transform((url) => url.replace(/\/$/, ''));

const iceAddress = z
	.string()
	.regex(/^(?:stuns?|turns?):[^\s,]+$/, 'must name addresses such as stun:stun.example.org:3478');
const iceServers = z.array(
	z.strictObject({
		urls: z.union([iceAddress.transform((url) => [url]), z.array(iceAddress).min(1)]),
		username: z.string().optional(),
		credential: z.string().optional()
	})
);

/** JSON in a setting, of this shape. */
const json = <T extends z.ZodType>(shape: T) =>
	z
		.string()
		.transform((text, context) => {
			try {
				return JSON.parse(text) as unknown;
			} catch {
				context.addIssue('must be JSON');
				return z.NEVER;
			}
		})
		.pipe(shape);

const settings = z.object({
	PORT: z.coerce.number().int().min(0).max(65535).default(3000),
	HOST: z.string().default('127.0.0.1'),
	ORIGIN: z
		.url({ protocol: /^https?$/, error: 'must be an address such as https://chat.example.org' })
		.transform((url) => url.replace(/\/$/, ''))
		.refine(
			(url) => !URL.canParse(url) || new URL(url).origin === url.toLowerCase(),
			'must have no path behind the host'
		)
		.transform((url) => url.toLowerCase())
		.optional(),
	DATABASE_URL: z
		.string({
			error:
				'is missing: `npm start` brings its own database, `node server.js` needs mysql://user:password@host:port/name'
		})
		.regex(/^mysql:\/\/.+\/[\w-]+/, 'must look like mysql://user:password@host:port/name'),
	DATA_DIR: z.string().default('.data'),
	AUTH_SECRET: z
		.string({ error: 'is missing: `npm start` makes one, `node server.js` needs at least 32 random characters' })
		.min(32, 'must have at least 32 random characters'),
	// Megabytes: of one file; of all files of one person, and of one server; of the disk, below which no file is taken.
	FILE_LIMIT: megabytes(25, 1024),
	FILE_QUOTA_PERSON: megabytes(2_048),
	FILE_QUOTA_SERVER: megabytes(20_480),
	FREE_SPACE_FLOOR: megabytes(512),
	UPLOADTHING_TOKEN: z
		.string()
		.refine(isUploadThingToken, 'must be the token of an UploadThing app, as its dashboard shows it')
		.optional(),
	// Where the service is, when it is not at its usual addresses: the SDK reads these too.
	UPLOADTHING_INGEST_URL: z.url({ protocol: /^https?$/, error: 'must be an address such as https://…' }).optional(),
	UPLOADTHING_UFS_HOST: z.string().default('ufs.sh'),
	UPLOADTHING_UFS_APP_ID_LOCATION: z.enum(['subdomain', 'path']).default('subdomain'),
	SEND_LIMIT: z.coerce.number().int().min(1).default(3000),
	// Figures for whoever watches, on a port of their own; none without one.
	METRICS_PORT: z.coerce.number().int().min(1).max(65535).optional(),
	METRICS_HOST: z.string().default('127.0.0.1'),
	LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
	// How adapter-node learns a person's address behind a proxy.
	ADDRESS_HEADER: z.string().optional(),
	XFF_DEPTH: z.coerce.number().int().min(1).default(1),
	// Accounts by Clerk instead of our own.
	PUBLIC_CLERK_PUBLISHABLE_KEY: z
		.string()
		.refine((key) => frontendApiOf(key) !== undefined, 'must be a publishable key, as Clerk’s dashboard shows it')
		.optional(),
	CLERK_SECRET_KEY: z.string().startsWith('sk_', 'must begin with sk_').optional(),
	CLERK_JWT_KEY: publicKey.optional(),
	CLERK_WEBHOOK_SIGNING_SECRET: z
		.string()
		.regex(/^whsec_[A-Za-z0-9+/=]+$/, 'must begin with whsec_')
		.optional(),
	PUBLIC_CLERK_PROXY_URL: z
		.string()
		.regex(/^(?:https?:\/)?\/[\w[]\S*$/, 'must be an address, or a path such as /__clerk')
		.refine((url) => URL.canParse(url, 'https://chat.example.org'), 'must be an address, or a path such as /__clerk')
		.optional(),
	PUBLIC_CLERK_API_URL: address('https://api.clerk.com').optional(),
	LINK_ACCOUNTS: z.enum(['verified-email', 'none'], { error: 'must be verified-email or none' }).optional(),
	LIVEKIT_URL: z
		.url({ protocol: /^(?:wss?|https?)$/, error: 'must be an address such as wss://livekit.example.org' })
		.transform((url) => url.replace(/\/$/, ''))
		.optional(),
	LIVEKIT_API_KEY: z.string().optional(),
	LIVEKIT_API_SECRET: z.string().optional(),
	// How browsers find each other when there is no LiveKit.
	ICE_SERVERS: json(iceServers).default([]),
	TURN_URL: z
		.string()
		.transform((urls) => urls.split(',').map((url) => url.trim()))
		.pipe(z.array(z.string().regex(/^turns?:[^\s,]+$/, 'must look like turn:turn.example.org:3478')))
		.optional(),
	TURN_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
	CALLS_RELAY_ONLY: z.enum(['true', 'false']).default('false'),
	CALLS_RING_SECONDS: z.coerce.number().int().min(1).max(300).default(30),
	REDIS_URL: z.url().optional(),
	// How people are written to who forgot their password.
	SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must look like smtps://user:password@mail.example.org' }).optional(),
	MAIL_FROM: z.string().min(3).optional()
});

/** Settings that make sense only together; `isThere` once a version has that part. */
const groups: { part: string; names: (keyof z.infer<typeof settings>)[]; isThere?: true }[] = [
	{ part: 'Clerk', names: ['PUBLIC_CLERK_PUBLISHABLE_KEY', 'CLERK_SECRET_KEY'], isThere: true },
	{ part: 'LiveKit', names: ['LIVEKIT_URL', 'LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'], isThere: true },
	{ part: 'TURN', names: ['TURN_URL', 'TURN_SECRET'], isThere: true },
	{ part: 'Mail', names: ['SMTP_URL', 'MAIL_FROM'], isThere: true },
	{ part: 'Redis', names: ['REDIS_URL'] }
];

/** Settings that mean nothing without Clerk: whoever made one of them believes that Clerk is there. */
const forClerk = ['CLERK_JWT_KEY', 'CLERK_WEBHOOK_SIGNING_SECRET', 'PUBLIC_CLERK_PROXY_URL'] as const;

/** How to speak with Clerk; null when accounts are kept here. */
function clerkOf(config: z.infer<typeof settings>) {
	const { ORIGIN: origin, PUBLIC_CLERK_PUBLISHABLE_KEY: publishableKey } = config;
	if (!publishableKey) {
		const alone = forClerk.find((name) => config[name] !== undefined);
		if (!alone) return null;
		throw new CannotStart(
			`Clerk is only half set: ${alone} is there, PUBLIC_CLERK_PUBLISHABLE_KEY and CLERK_SECRET_KEY are missing.`
		);
	}
	if (!origin)
		throw new CannotStart(
			'Clerk signs people in for one address: set ORIGIN to it, such as ORIGIN=http://localhost:3000.'
		);
	const frontendApi = frontendApiOf(publishableKey)!;
	const proxy = config.PUBLIC_CLERK_PROXY_URL;
	return {
		publishableKey,
		secretKey: config.CLERK_SECRET_KEY!,
		/** Verifies sessions without asking Clerk for its keys. */
		jwtKey: config.CLERK_JWT_KEY,
		webhookSecret: config.CLERK_WEBHOOK_SIGNING_SECRET,
		/** Where its Frontend API is reached instead of its own address; for browsers as it was set. */
		proxyUrl: proxy && new URL(proxy, origin).href,
		proxyForBrowsers: proxy,
		apiUrl: config.PUBLIC_CLERK_API_URL ?? 'https://api.clerk.com',
		origin,
		frontendApi: `https://${frontendApi}`
	};
}

const loopback = new Set(['127.0.0.1', 'localhost', '::1']);

export type Config = ReturnType<typeof readConfig>;

/** Reads and checks the environment; throws `CannotStart` with the reason when a part is wrong or only half set. */
export function readConfig(environment: Record<string, string | undefined>) {
	const entries = Object.keys(settings.shape).map((name) => [name, given.parse(environment[name])]);
	const parsed = settings.safeParse(Object.fromEntries(entries));
	if (!parsed.success) {
		const { path, message } = parsed.error.issues[0]!;
		throw new CannotStart(`${path.join('.')} ${message}.`);
	}
	const config = parsed.data;
	for (const { part, names } of groups) {
		const missing = names.filter((name) => config[name] === undefined);
		if (missing.length > 0 && missing.length < names.length)
			throw new CannotStart(`${part} is only half set: ${missing.join(' and ')} is missing.`);
	}
	if (!config.ORIGIN && !loopback.has(config.HOST))
		throw new CannotStart(
			`HOST=${config.HOST} opens Chatsphere to the network, so ORIGIN must say under which address people reach it, such as ORIGIN=https://chat.example.org.`
		);
	if (config.METRICS_PORT === config.PORT) throw new CannotStart('METRICS_PORT must be another one than PORT.');
	const isRelayOnly = config.CALLS_RELAY_ONLY === 'true';
	const hasRelay = config.TURN_URL || config.ICE_SERVERS.some(({ urls }) => urls.some((url) => /^turns?:/.test(url)));
	if (isRelayOnly && !hasRelay)
		throw new CannotStart('CALLS_RELAY_ONLY needs a relay: set TURN_URL and TURN_SECRET, or one in ICE_SERVERS.');
	return {
		/** Who keeps the accounts: Clerk, or (null) we ourselves. */
		clerk: clerkOf(config),
		/** What becomes of profiles whose accounts another provider kept; null: nobody said, so do not start with any. */
		linkAccounts: config.LINK_ACCOUNTS ?? null,
		port: config.PORT,
		host: config.HOST,
		/** Null: only this machine may come, by whatever name it calls itself. */
		origin: config.ORIGIN ?? null,
		databaseUrl: config.DATABASE_URL,
		dataDir: config.DATA_DIR,
		authSecret: config.AUTH_SECRET,
		/** In bytes: of one file; of all of a person's, and of a server's; of the disk, below which no file is taken. */
		fileLimit: config.FILE_LIMIT,
		fileQuotaOf: { person: config.FILE_QUOTA_PERSON, server: config.FILE_QUOTA_SERVER },
		freeSpaceFloor: config.FREE_SPACE_FLOOR,
		/** Files go to UploadThing when there is one, and stay on this disk otherwise. */
		uploadThingToken: config.UPLOADTHING_TOKEN ?? null,
		uploadThingPlace: {
			ingestUrl: config.UPLOADTHING_INGEST_URL ?? null,
			filesHost: config.UPLOADTHING_UFS_HOST,
			isByPath: config.UPLOADTHING_UFS_APP_ID_LOCATION === 'path'
		},
		/** Calls go through LiveKit when there is one, and from browser to browser otherwise. */
		livekit: config.LIVEKIT_URL
			? { url: config.LIVEKIT_URL, apiKey: config.LIVEKIT_API_KEY!, apiSecret: config.LIVEKIT_API_SECRET! }
			: null,
		mesh: {
			iceServers: config.ICE_SERVERS,
			turn: config.TURN_URL ? { urls: config.TURN_URL, secret: config.TURN_SECRET! } : null,
			isRelayOnly
		},
		/** How long somebody is asked into a call, in milliseconds. */
		ringFor: config.CALLS_RING_SECONDS * 1000,
		/** The server that mails go through, and whom they are from; null: nobody is written to. */
		mail: config.SMTP_URL ? { url: config.SMTP_URL, from: config.MAIL_FROM! } : null,
		/** Messages, edits and deletions of one person a minute. */
		sendLimit: config.SEND_LIMIT,
		metrics: config.METRICS_PORT ? { port: config.METRICS_PORT, host: config.METRICS_HOST } : null,
		logLevel: config.LOG_LEVEL,
		isBehindProxy: config.ADDRESS_HEADER !== undefined,
		/** Parts whose settings are there, but which this version does not have yet. */
		unused: groups
			.filter(({ names, isThere }) => !isThere && names.every((name) => config[name] !== undefined))
			.map(({ part }) => part)
	};
}

let known: Config | undefined;

/** The settings this process runs with. The environment is read at the first call, never at import: builds have none. */
export function config(): Config {
	return (known ??= readConfig(process.env));
}
