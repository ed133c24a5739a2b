namespace almoner {}
