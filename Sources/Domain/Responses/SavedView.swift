public import Base

/// A way to look at answers that someone keeps under a name.
public enum SavedView: Identified {
    public static let idPrefix = "vew"
}
