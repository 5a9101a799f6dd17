public import Base

/// The whole of one company's records; every row belongs to one.
public enum Workspace: Identified { public static let idPrefix = "wsp" }

/// A person who works with Nuo.
public enum User: Identified { public static let idPrefix = "usr" }

/// One browser in which a person is signed in.
public enum UserSession: Identified { public static let idPrefix = "ses" }

/// A group of people under a lead, in a tree of teams.
public enum Team: Identified { public static let idPrefix = "team" }

/// A key with which a program calls the API.
public enum Token: Identified { public static let idPrefix = "tok" }
