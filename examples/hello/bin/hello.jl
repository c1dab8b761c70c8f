using Hello

Hello.main(ARGS...)
