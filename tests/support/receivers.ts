import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

type Mail = Email & { readonly to0: string };

/** How the mail server takes the next message: it reads it and then breaks off, or answers one recipient with a code. */
type MailMood = "takes" | "breaks-off-after-text" | { readonly refuses: number };

/** A real SMTP server on loopback that can be away for as long as a test wants. */
export async function startMailServer() {
	const mails: Mail[] = [];
	const sockets = new Set<Socket>();
	let mood: MailMood = "takes";
	let port = 0;
	let server: SMTPServer | null = null;
	const open = () =>
		new Promise<void>((resolve, reject) => {
			const smtp = new SMTPServer({
				authOptional: true,
				disabledCommands: ["STARTTLS"],
				onRcptTo(_address, _session, callback) {
					if (typeof mood === "object") {
						return callback(Object.assign(new Error("not taken here"), { responseCode: mood.refuses }));
					}
					callback();
				},
				onData(stream, session, callback) {
					const chunks: Buffer[] = [];
					stream.on("data", (chunk: Buffer) => chunks.push(chunk));
					stream.on("end", () => {
						const to0 = session.envelope.rcptTo[0]?.address ?? "";
						PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
							mails.push({ ...mail, to0 });
							if (mood === "breaks-off-after-text") for (const socket of sockets) socket.destroy();
							else callback();
						}, callback);
					});
				},
			});
			smtp.on("error", () => undefined);
			smtp.server.on("connection", (socket: Socket) => {
				sockets.add(socket);
				socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
			});
			smtp.server.once("error", reject);
			server = smtp;
			smtp.listen(port, "127.0.0.1", () => {
				const address = smtp.server.address();
				if (typeof address === "object" && address !== null) port = address.port;
				resolve();
			});
		});
	const close = () =>
		new Promise<void>((resolve) => {
			for (const socket of sockets) socket.destroy();
			if (server === null) return resolve();
			server.close(() => resolve());
			server = null;
		});
	await open();
	return {
		mails,
		url: () => `smtp://127.0.0.1:${port}`,
		become(next: MailMood) {
			mood = next;
		},
		open,
		close,
	};
}

type Received = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string };

/** A real HTTP server on loopback that keeps what it got and answers as a test says. */
export async function startReceiver() {
	const received: Received[] = [];
	let answer: (request: Received, response: ServerResponse) => void = (_, response) =>
		response.writeHead(200).end("ok");
	let port = 0;
	let server: Server | null = null;
	const open = () =>
		new Promise<void>((resolve, reject) => {
			const http = createServer((request, response) => {
				const chunks: Buffer[] = [];
				request.on("data", (chunk: Buffer) => chunks.push(chunk));
				request.on("end", () => {
					const one = { path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() };
					received.push(one);
					answer(one, response);
				});
			});
			http.once("error", reject);
			server = http;
			http.listen(port, "127.0.0.1", () => {
				const address = http.address();
				if (typeof address === "object" && address !== null) port = address.port;
				resolve();
			});
		});
	const close = () =>
		new Promise<void>((resolve) => {
			if (server === null) return resolve();
			server.closeAllConnections();
			server.close(() => resolve());
			server = null;
		});
	await open();
	return {
		received,
		url: (path = "/") => `http://127.0.0.1:${port}${path}`,
		answerWith(next: typeof answer) {
			answer = next;
		},
		open,
		close,
	};
}
