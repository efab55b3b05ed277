#!/bin/bash
# Asks PostgreSQL's wire whether it speaks TLS, which every server answers with one letter before any login.
exec 3<>"/dev/tcp/127.0.0.1/${ORMGATE_PORT:-6432}" || exit 1
printf '\0\0\0\x08\x04\xd2\x16\x2f' >&3
IFS= read -r -n 1 -t 3 answer <&3 && [[ $answer == [NS] ]]
