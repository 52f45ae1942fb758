node_modules/
*.log

# Secrets and data stay on the machine.
.env
.env.*
!.env.example
*.sqlite3
*.sqlite3-shm
*.sqlite3-wal
media/
