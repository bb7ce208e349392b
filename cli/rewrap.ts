import { loadServiceConfig } from "../services/config.ts";
import { keyEncryptionOf } from "../services/keys.ts";
import { createRecords } from "../services/records/index.ts";
import { createOutput } from "./progress.ts";

const DONE = 0;
const WRONG_USE = 2;

/** Wraps every data key anew, for a database that the settings name. Interrupted, it is started again. */
export async function run(options: { readonly json: boolean }): Promise<number> {
	const output = await createOutput(options);
	const config = loadServiceConfig(["database", "relay"]);
	const keyEncryption = keyEncryptionOf(config);
	if (keyEncryption === null) {
		output.error("COACHLOOP_KEY_ENCRYPTION_KEY: expected the key to wrap with from now on, came nothing");
		return WRONG_USE;
	}
	const records = createRecords({
		appUrl: config.databaseUrl,
		relayUrl: config.databaseRelayUrl,
		fingerprintKey: "not used here",
		keyEncryption,
	});
	try {
		const rewrapped = (await records.keys?.rewrap()) ?? 0;
		output.line(
			`${rewrapped} data keys are wrapped anew. None is left under an older key: COACHLOOP_OLDER_KEY_ENCRYPTION_KEYS may go.`,
		);
		output.json({ rewrapped });
		return DONE;
	} finally {
		await records.close();
	}
}
