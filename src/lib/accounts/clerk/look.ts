const plain = { boxShadow: 'none', border: 'none', background: 'none' };
const large = { minHeight: '44px', maxHeight: 'none', borderRadius: 'var(--r-lg)', fontSize: 'var(--fs-body)' };
const outline = { boxShadow: 'inset 0 0 0 1px var(--input)' };

/** Clerk's components in our colours and sizes; the tokens follow the theme by themselves. */
export const look = {
	variables: {
		colorPrimary: 'var(--primary)',
		colorPrimaryForeground: 'var(--primary-foreground)',
		colorForeground: 'var(--foreground)',
		colorMutedForeground: 'var(--muted-foreground)',
		colorBackground: 'var(--background)',
		colorMuted: 'var(--sunken)',
		colorInput: 'var(--background)',
		colorInputForeground: 'var(--foreground)',
		colorBorder: 'var(--input)',
		colorNeutral: 'var(--foreground)',
		colorRing: 'var(--ring)',
		colorDanger: 'var(--destructive-text)',
		colorSuccess: 'var(--success-text)',
		colorWarning: 'var(--warning-text)',
		fontFamily: 'inherit',
		fontSize: '1rem',
		borderRadius: 'var(--r-md)'
	},
	elements: {
		rootBox: { width: '100%' },
		cardBox: { ...plain, width: '100%', maxWidth: '100%', borderRadius: 0, overflow: 'visible' },
		card: { ...plain, padding: 0, gap: '24px', textAlign: 'start' },
		header: { textAlign: 'start', alignItems: 'flex-start' },
		headerTitle: {
			fontSize: 'var(--fs-3xl)',
			fontWeight: 'var(--fw-heavy)',
			letterSpacing: '-0.03em',
			lineHeight: 'var(--lh-3xl)'
		},
		headerSubtitle: { color: 'var(--muted-foreground)', fontSize: 'var(--fs-body)' },
		formFieldInput: { ...large, border: 'none', background: 'var(--raised)', ...outline, '&:hover': outline },
		formButtonPrimary: { ...large, boxShadow: 'none', '&:before, &:after': { display: 'none' } },
		buttonArrowIcon: { display: 'none' },
		footer: { background: 'none', '& > *': { border: 'none', background: 'none' } },
		footerActionText: { color: 'var(--muted-foreground)', fontSize: 'var(--fs-body)' },
		footerActionLink: { color: 'var(--primary-text)', fontSize: 'var(--fs-body)' }
	}
};
