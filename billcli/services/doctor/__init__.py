"""The examination of ``billcli doctor``: one module of questions per section."""
