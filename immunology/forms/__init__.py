"""What is asked of somebody who enters, corrects or confirms."""
