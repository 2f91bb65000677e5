import { superForm, type FormOptions, type SuperForm, type SuperValidated } from 'sveltekit-superforms';
import { troubleIn } from './form-trouble';

type Options<T extends Record<string, unknown>> = Pick<FormOptions<T>, 'resetForm'>;

/** A form the server checks; what went wrong on the way there is its message, too. For components that are being made. */
export function checkedForm<T extends Record<string, unknown>>(
	given: SuperValidated<T>,
	options?: Options<T>
): SuperForm<T> {
	const form = superForm(given, {
		...options,
		validators: 'clear',
		onError: ({ result }): void => form.message.set({ tone: 'bad', text: troubleIn(result) })
	});
	return form;
}
