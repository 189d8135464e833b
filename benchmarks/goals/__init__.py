"""The table of goals: how fast billcli answers, against floors and peers on the same books."""
