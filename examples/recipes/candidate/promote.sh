# Makes the candidate current, if the check succeeds.
set -e
sh check.sh "$(pulumi stack output candidateImageId)"
pulumi config set live "$(pulumi stack output candidateVersion)"
pulumi up --yes --skip-preview
