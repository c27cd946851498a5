/** What workers/mailer/wrangler.toml binds; settings come as text beside these. */
export interface MailerEnv {
  DB: D1Database
  EMAIL?: SendEmail
}
