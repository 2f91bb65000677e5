const attribute = (changes: Record<string, unknown> = {}) => ({
	...{
		enabled: false,
		required: false,
		used_for_first_factor: false,
		first_factors: [],
		used_for_second_factor: false
	},
	...{ second_factors: [], verifications: [], verify_at_sign_up: false, name: '' },
	...changes
});

/** What Clerk tells of an installation where people sign in by e-mail and password and verify nothing. */
export const environment = {
	object: 'environment',
	id: 'env_test',
	maintenance_mode: false,
	auth_config: { object: 'auth_config', single_session_mode: true, claimed_at: null, reverification: false },
	client_debug_mode: false,
	display_config: {
		...{ object: 'display_config', id: 'display_test', application_name: 'Chatsphere', branded: false },
		...{ instance_environment_type: 'production', preferred_sign_in_strategy: 'password', captcha_widget_type: null },
		...{
			home_url: '/',
			sign_in_url: '/sign-in',
			sign_up_url: '/sign-up',
			after_sign_in_url: '/',
			after_sign_up_url: '/'
		},
		...{
			after_sign_out_one_url: '/sign-in',
			after_sign_out_all_url: '/sign-in',
			theme: {},
			google_one_tap_client_id: null
		},
		...{
			support_email: '',
			logo_image_url: '',
			favicon_image_url: '',
			show_devmode_warning: false,
			user_profile_url: ''
		}
	},
	user_settings: {
		attributes: {
			email_address: attribute({ enabled: true, required: true, used_for_first_factor: true, name: 'email_address' }),
			password: attribute({ enabled: true, required: true, name: 'password' }),
			first_name: attribute({ enabled: true, required: true, name: 'first_name' }),
			last_name: attribute({ enabled: true, required: true, name: 'last_name' }),
			username: attribute(),
			phone_number: attribute(),
			web3_wallet: attribute(),
			passkey: attribute(),
			authenticator_app: attribute(),
			backup_code: attribute(),
			ticket: attribute()
		},
		actions: { delete_self: true, create_organization: false },
		social: {},
		enterprise_sso: { enabled: false },
		sign_in: { second_factor: { required: false, enabled: false } },
		sign_up: { mode: 'public', captcha_enabled: false, captcha_widget_type: 'invisible', progressive: true },
		password_settings: {
			min_length: 8,
			max_length: 72,
			disable_hibp: true,
			show_zxcvbn: false,
			min_zxcvbn_strength: 0
		},
		username_settings: { min_length: 4, max_length: 64 },
		passkey_settings: { allow_autofill: false, show_sign_in_button: false },
		attack_protection: { user_lockout: { enabled: false }, email_link: { require_same_client: true } }
	},
	organization_settings: { enabled: false, actions: {}, domains: { enabled: false } },
	commerce_settings: { billing: { user: { enabled: false }, organization: { enabled: false } } },
	api_keys_settings: { enabled: false },
	protect_config: { object: 'protect_config' }
};
