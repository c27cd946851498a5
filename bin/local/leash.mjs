// Loaded into each child of npm start with --import: when its parent is gone, its whole process group ends.
// SIGKILL leaves the parent no other way, and wrangler's workerd processes would outlive both.
const parent = process.ppid

setInterval(() => {
  if (process.ppid === parent) return
  try {
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    process.exit(1) // not the group's leader: the leader ends the group
  }
}, 250).unref()
