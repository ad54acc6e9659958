#!/usr/bin/python3
"""A directory seen through a file system whose owner has a quota. usage: quota_fs.py DIRECTORY MOUNTPOINT LIMIT_FILE [nolinks] [until2038]

LIMIT_FILE holds the number of bytes that all files together may have; it is read again at each write. A write beyond it is
refused as a real file system refuses it: EDQUOT. With `nolinks` no file can have a second name (EPERM, as on FAT).
With `until2038` later times become the last second that fits 32 bits, as on ext3.
Stays in the foreground; ends when it is unmounted.
"""
import errno
import os
import sys

from fusepy import FUSE, FuseOSError, Operations

STAT = ("st_atime", "st_ctime", "st_gid", "st_ino", "st_mode", "st_mtime", "st_nlink", "st_size", "st_uid")
SPACE = ("f_bavail", "f_bfree", "f_blocks", "f_bsize", "f_favail", "f_ffree", "f_files", "f_flag", "f_frsize", "f_namemax")


def picked(result, names):
    return {name: getattr(result, name) for name in names}


class QuotaFs(Operations):
    def __init__(self, directory, limit_file, options):
        self.directory = directory
        self.limit_file = limit_file
        self.options = options

    def real(self, path):
        return self.directory + path

    def used(self):
        return sum(
            os.lstat(os.path.join(where, name)).st_size for where, _, names in os.walk(self.directory) for name in names
        )

    def write(self, path, data, offset, handle):
        with open(self.limit_file, encoding="ascii") as limit:
            grows = max(0, offset + len(data) - os.fstat(handle).st_size)
            if grows > 0 and self.used() + grows > int(limit.read()):
                raise FuseOSError(errno.EDQUOT)
        return os.pwrite(handle, data, offset)

    def getattr(self, path, fh=None):
        return picked(os.lstat(self.real(path)), STAT)

    def statfs(self, path):
        return picked(os.statvfs(self.real(path)), SPACE)

    def readdir(self, path, fh):
        return [".", "..", *os.listdir(self.real(path))]

    def create(self, path, mode, fi=None):
        return os.open(self.real(path), os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)

    def open(self, path, flags):
        return os.open(self.real(path), flags & ~os.O_APPEND)

    def read(self, path, size, offset, fh):
        return os.pread(fh, size, offset)

    def release(self, path, fh):
        os.close(fh)
        return 0

    def truncate(self, path, length, fh=None):
        os.truncate(self.real(path), length)

    def utimens(self, path, times=None):
        if "until2038" in self.options and times is not None:
            times = tuple(min(time, 2**31 - 1) for time in times)
        os.utime(self.real(path), times, follow_symlinks=False)

    def chmod(self, path, mode):
        os.chmod(self.real(path), mode)

    def chown(self, path, uid, gid):
        os.lchown(self.real(path), uid, gid)

    def mkdir(self, path, mode):
        os.mkdir(self.real(path), mode)

    def rmdir(self, path):
        os.rmdir(self.real(path))

    def unlink(self, path):
        os.unlink(self.real(path))

    def rename(self, old, new):
        os.rename(self.real(old), self.real(new))

    def link(self, target, source):
        if "nolinks" in self.options:
            raise FuseOSError(errno.EPERM)
        os.link(self.real(source), self.real(target))

    def symlink(self, target, source):
        os.symlink(source, self.real(target))

    def readlink(self, path):
        return os.readlink(self.real(path))


if __name__ == "__main__":
    directory, mountpoint, limit_file, *options = sys.argv[1:]
    fs = QuotaFs(os.path.realpath(directory), os.path.realpath(limit_file), options)
    FUSE(fs, mountpoint, foreground=True, nothreads=True, use_ino=True, attr_timeout=0, entry_timeout=0)
