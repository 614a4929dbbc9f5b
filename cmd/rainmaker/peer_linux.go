package main

import (
	"errors"
	"net"
	"syscall"
)

// peerUID is the user at the other end of a socket, as the kernel knows them.
func peerUID(conn *net.UnixConn) (int, error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	var peer *syscall.Ucred
	var askErr error
	err = raw.Control(func(fd uintptr) {
		peer, askErr = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	})
	if err := errors.Join(err, askErr); err != nil {
		return 0, err
	}
	return int(peer.Uid), nil
}
