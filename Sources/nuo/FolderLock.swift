import Foundation

/// Held on the data folder while a server runs, so that nothing replaces the database under it. The
/// system lets go of it when the process ends, however it ends.
final class FolderLock {
    private let file: Int32

    /// - Parameter isAlone: servers share a folder with each other; a restore wants it for itself.
    /// - Returns: nil when someone else holds it.
    init?(_ folder: String, isAlone: Bool) throws {
        let path = folder + "/nuo.lock"
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw Stop("\(path) cannot be written: choose another folder with NUO_DATA.")
        }
        guard flock(file, (isAlone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
    }

    deinit { close(file) }
}
