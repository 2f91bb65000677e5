/** What a browser needs to know to speak with Clerk. */
export type ClerkSettings = { publishableKey: string; proxyUrl: string | undefined };
